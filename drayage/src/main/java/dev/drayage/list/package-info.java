/** Lists of images, in the forms that people keep them in. */
@NullMarked
package dev.drayage.list;

import org.jspecify.annotations.NullMarked;
