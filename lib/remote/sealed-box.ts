import sodium from 'libsodium-wrappers';

/**
 * Seals texts so that only the holder of the private key opens them: libsodium's sealed box, as GitHub asks for it.
 * https://docs.github.com/rest/guides/encrypting-secrets-for-the-rest-api
 * @param publicKey Base64
 * @throws when that is no key of 32 bytes
 */
export async function sealedFor(publicKey: string): Promise<(text: string) => string> {
  await sodium.ready;
  const key = sodium.from_base64(publicKey, sodium.base64_variants.ORIGINAL);
  if (key.length !== sodium.crypto_box_PUBLICKEYBYTES) throw new Error('expected a public key of 32 bytes');
  return (text) =>
    sodium.to_base64(sodium.crypto_box_seal(sodium.from_string(text), key), sodium.base64_variants.ORIGINAL);
}
