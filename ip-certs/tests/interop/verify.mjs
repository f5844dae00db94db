// Verifies the Ed25519 proof of a credential with an implementation that is not ours.
// Standard input: {"credential": …, "publicKeyMultibase": "z…"}; prints true or false.
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import jsigs from 'jsonld-signatures';
import {readFileSync} from 'node:fs';

const {credential, publicKeyMultibase} = JSON.parse(readFileSync(0, 'utf8'));
const proof = [credential.proof].flat().find(p => p.cryptosuite === 'eddsa-jcs-2022');
const id = proof.verificationMethod;
const controller = credential.issuer.id;
const method = {
  '@context': 'https://w3id.org/security/multikey/v1',
  id, type: 'Multikey', controller, publicKeyMultibase
};
const documents = new Map([
  [id, method],
  [controller, {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: controller, assertionMethod: [method]
  }]
]);
const documentLoader = async url => {
  if(!documents.has(url)) {
    throw new Error(`not at hand: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: documents.get(url)};
};
const result = await jsigs.verify(credential, {
  suite: new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()}),
  purpose: new jsigs.purposes.AssertionProofPurpose(),
  documentLoader
});
if(!result.verified && process.env.EXPLAIN) {
  console.error(JSON.stringify(result, null, 1));
}
console.log(result.verified);
