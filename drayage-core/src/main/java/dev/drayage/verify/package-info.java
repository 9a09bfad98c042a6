/** Reads everything an image is made of and says whether it is what it claims to be. */
@NullMarked
package dev.drayage.verify;

import org.jspecify.annotations.NullMarked;
