#!/usr/bin/env node
import crypto from 'crypto';
let result;
result = 1;
async function lambda(input) {
  return crypto.randomUUID().length + result;
}
