/** What is taken of images: which platforms, and what becomes of content that is missing or must not be given on. */
@NullMarked
package dev.drayage.selection;

import org.jspecify.annotations.NullMarked;
