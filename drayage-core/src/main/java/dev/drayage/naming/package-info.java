/** The names of images: as annotations have them, what they pin, and how one is found among many. */
@NullMarked
package dev.drayage.naming;

import org.jspecify.annotations.NullMarked;
