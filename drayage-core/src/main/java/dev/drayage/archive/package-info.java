/**
 * Archives of images in both directions: {@link dev.drayage.archive.ImageArchive} is planned, then read or written;
 * {@link dev.drayage.archive.ArchiveFile} opens one whatever its form, and a tar that is not compressed stays as it is.
 */
@NullMarked
package dev.drayage.archive;

import org.jspecify.annotations.NullMarked;
