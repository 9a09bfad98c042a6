/** How the files of an image layout are called, and what is in those that are not blobs. */
@NullMarked
package dev.drayage.layout.format;

import org.jspecify.annotations.NullMarked;
