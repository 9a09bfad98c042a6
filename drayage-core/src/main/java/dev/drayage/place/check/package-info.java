/** Places that say of all that they keep whether it is right, be it part of an image or not. */
@NullMarked
package dev.drayage.place.check;

import org.jspecify.annotations.NullMarked;
