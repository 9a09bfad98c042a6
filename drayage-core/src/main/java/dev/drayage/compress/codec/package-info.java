/** Streams that unpack, and how they fail. */
@NullMarked
package dev.drayage.compress.codec;

import org.jspecify.annotations.NullMarked;
