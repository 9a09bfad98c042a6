/** The container image of the command, made by the library from an unpacked package. */
@NullMarked
package dev.drayage.packaging.image;

import org.jspecify.annotations.NullMarked;
