/** Moves images from where they are to where they shall be: opened by what they are, verified, children first. */
@NullMarked
package dev.drayage.transfer;

import org.jspecify.annotations.NullMarked;
