'use strict';

async function lambda(input) {
  return 'ok';
}
