/** Moves images from any source to any destination: verified, children first, names last. */
@NullMarked
package dev.drayage.transfer;

import org.jspecify.annotations.NullMarked;
