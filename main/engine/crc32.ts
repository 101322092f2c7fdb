/** The polynomial of zlib, PNG and Ethernet, bits reversed (RFC 1952, 8). */
const POLYNOMIAL = 0xed_b8_83_20;

/** The product of two polynomials modulo the CRC's, bits reversed: the highest power is the lowest bit. */
function multiply(a: number, b: number): number {
  let product = 0;
  let factor = b;
  for (let bit = 31; bit >= 0; bit -= 1) {
    if ((a & (1 << bit)) !== 0) product ^= factor;
    factor = (factor & 1) === 0 ? factor >>> 1 : (factor >>> 1) ^ POLYNOMIAL;
  }
  return product >>> 0;
}

/** x to the power 2^index modulo the CRC's polynomial; indexes repeat after 32. */
const POWERS: readonly number[] = Array.from({ length: 31 }).reduce<number[]>(
  (powers) => [...powers, multiply(powers.at(-1) ?? 0, powers.at(-1) ?? 0)],
  [2 ** 30],
);

/** x to the power 8 * bytes. */
function shiftOf(bytes: number): number {
  let power = 2 ** 31;
  let index = 3;
  for (let left = bytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = multiply(POWERS[index % 32] ?? 0, power);
    index += 1;
  }
  return power;
}

/**
 * The CRC-32 of two pieces of bytes that follow each other, from the CRC-32 of each and the length of the second in bytes,
 * without the bytes (the idea is zlib's `crc32_combine`).
 */
export function combineCrc32(first: number, second: number, secondLength: number): number {
  return (multiply(shiftOf(secondLength), first) ^ second) >>> 0;
}
