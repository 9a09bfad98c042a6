/**
 * How a layer was packed, found out by packing it again: each method is an encoder that gives the bytes of a program, on
 * every machine. Go's encoders are ports, under the licence in {@code META-INF/licenses/go.txt} of this module.
 */
@NullMarked
package dev.drayage.delta.packing;

import org.jspecify.annotations.NullMarked;
