const crypto = require('crypto')
const list = [1, 2]
const util = require('util')
;[list[0], list[1]] = [list[1], list[0]]
const url = require('url');
(function () { list.push(crypto.randomUUID().length) })()
const other = list
module.exports = { lambda, other }
;[3].forEach((n) => list.push(n))

function lambda(input, callback) {
  callback(null, util.format('%j', list) + url.format('https://example.com'))
}
