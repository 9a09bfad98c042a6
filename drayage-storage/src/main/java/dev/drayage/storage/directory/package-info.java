/** Objects under keys in a directory: files, as the registry's file system driver has them. */
@NullMarked
package dev.drayage.storage.directory;

import org.jspecify.annotations.NullMarked;
