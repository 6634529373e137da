const FRAME = 0xfd2fb528;
/** The magic numbers of frames that hold no data end in any digit. */
const SKIPPABLE = 0x184d2a50;
const RLE = 1;
const RESERVED = 3;

/** What is read next: so many bytes that make a number, or so many that are passed over. */
type Field = "magic" | "size" | "descriptor" | "header" | "block" | "content" | "checksum";

/**
 * Where the frames of zstd data end (RFC 8878, section 3.1): by the sizes of their blocks, without unpacking them. Node's
 * decompressor reads one frame, and says neither that more follow nor that one is cut off.
 */
export class ZstdFrames {
  /** Whether the bytes can be no zstd data. */
  isDamaged = false;
  /** Whether a frame has ended at the last byte that was taken: nothing is cut off there. */
  isBetween = true;
  private field: Field = "magic";
  private left = 4;
  private width = 4;
  private value = 0;
  private hasChecksum = false;
  private isLastBlock = false;

  /** Takes bytes of one frame from `bytes[at …]`; returns where it ends, or `bytes.length` if it goes on. */
  take(bytes: Uint8Array, at: number): number {
    this.isBetween = false;
    while (at < bytes.length && !this.isDamaged) {
      if (this.field === "header" || this.field === "content" || this.field === "checksum") {
        const passed = Math.min(this.left, bytes.length - at);
        this.left -= passed;
        at += passed;
      } else {
        this.value += bytes[at++] * 2 ** (8 * (this.width - this.left));
        this.left--;
      }
      while (this.left === 0 && !this.isDamaged) {
        this.advance();
        if (this.isBetween) return at;
      }
    }
    return bytes.length;
  }

  private advance(): void {
    const { field, value } = this;
    if (field === "magic") {
      if (value === FRAME) this.expect("descriptor", 1);
      else if (value - value % 16 === SKIPPABLE) this.expect("size", 4);
      else this.isDamaged = true;
    } else if (field === "size") {
      this.isLastBlock = true;
      this.hasChecksum = false;
      this.expect("content", value);
    } else if (field === "descriptor") {
      const isSingle = (value & 0x20) !== 0;
      const sizeOfSize = value >> 6 === 0 ? isSingle ? 1 : 0 : 2 ** (value >> 6);
      this.hasChecksum = (value & 0x04) !== 0;
      this.expect("header", (isSingle ? 0 : 1) + [0, 1, 2, 4][value & 0x03] + sizeOfSize);
    } else if (field === "header") this.expect("block", 3);
    else if (field === "block") {
      const type = value >> 1 & 3;
      this.isLastBlock = (value & 1) === 1;
      this.isDamaged = type === RESERVED;
      this.expect("content", type === RLE ? 1 : value >> 3);
    } else if (field === "content" && !this.isLastBlock) this.expect("block", 3);
    else if (field === "content" && this.hasChecksum) this.expect("checksum", 4);
    else {
      this.isBetween = true;
      this.expect("magic", 4);
    }
  }

  private expect(field: Field, bytes: number): void {
    this.field = field;
    this.left = this.width = bytes;
    this.value = 0;
  }
}
