import crypto from 'crypto';
import util from 'util';
import url from 'url';
const list = [1, 2]
;[list[0], list[1]] = [list[1], list[0]]
;(function () { list.push(crypto.randomUUID().length) })()
const other = list
;[3].forEach((n) => list.push(n))

async function lambda(input) {
  return util.format('%j', list) + url.format('https://example.com')
}
