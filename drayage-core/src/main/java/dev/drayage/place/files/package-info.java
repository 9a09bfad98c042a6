/** The places that are files: layouts and archives. */
@NullMarked
package dev.drayage.place.files;

import org.jspecify.annotations.NullMarked;
