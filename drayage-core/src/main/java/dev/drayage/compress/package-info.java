/**
 * How bytes are packed, told from the bytes themselves, how they are unpacked within limits, and how layers are packed:
 * the same bytes always in the same way.
 */
@NullMarked
package dev.drayage.compress;

import org.jspecify.annotations.NullMarked;
