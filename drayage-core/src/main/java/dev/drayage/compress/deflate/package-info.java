/**
 * Deflate (RFC 1951) in plain Java, so that it gives the same bytes on every machine: the runtime's own is whichever zlib
 * it is linked to. Compression only, as zlib and GNU gzip do it at
 * each level; {@code java.util.zip} decompresses.
 */
@NullMarked
package dev.drayage.compress.deflate;

import org.jspecify.annotations.NullMarked;
