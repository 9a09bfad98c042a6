/**
 * Encoders that give the bytes of a program, on every machine. Those of Go and of {@code klauspost/compress} are ports,
 * under the licence in {@code META-INF/licenses/go.txt} of this module.
 */
@NullMarked
package dev.drayage.delta.deflate;

import org.jspecify.annotations.NullMarked;
