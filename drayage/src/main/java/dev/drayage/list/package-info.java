/** Lists of images, in the forms that people keep them in, and locks, which say what the names of a list are. */
@NullMarked
package dev.drayage.list;

import org.jspecify.annotations.NullMarked;
