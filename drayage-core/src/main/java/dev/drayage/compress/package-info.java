/** How bytes are packed, told from the bytes themselves, and how they are unpacked within limits. */
@NullMarked
package dev.drayage.compress;

import org.jspecify.annotations.NullMarked;
