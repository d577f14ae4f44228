const ID_BYTES = 16; // 128 bits: the protocol's Id

/** A new id of the protocol: 128 random bits as 32 hexadecimal digits. */
export function newId(): string {
  // getRandomValues, unlike randomUUID, also exists where the page came over plain HTTP.
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
