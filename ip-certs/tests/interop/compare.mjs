// What implementations that are not ours make of status lists and of JSON.
// Standard input: {"encodedList": "u…", "indexes": […]}, {"length": …, "set": […]} or {"json": …}; prints JSON.
import canonicalize from 'canonicalize';
import {createList, decodeList} from '@digitalbazaar/vc-bitstring-status-list';
import {readFileSync} from 'node:fs';

const asked = JSON.parse(readFileSync(0, 'utf8'));
let answer;
if('encodedList' in asked) {
  const list = await decodeList({encodedList: asked.encodedList});
  answer = {length: list.length, bits: asked.indexes.map(index => list.getStatus(index))};
} else if('set' in asked) {
  const list = await createList({length: asked.length});
  asked.set.forEach(index => list.setStatus(index, true));
  answer = {encodedList: await list.encode()};
} else {
  answer = {canonical: asked.json.map(text => canonicalize(JSON.parse(text)))};
}
console.log(JSON.stringify(answer));
