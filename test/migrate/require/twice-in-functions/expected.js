import { createHash } from 'crypto';
import util from 'util';

function one() {  return createHash('md5'); }
function two() {  return createHash('sha1'); }
function three() {  return util.inspect(1); }
async function lambda(input) {
  return [one(), two(), three()].length;
}
