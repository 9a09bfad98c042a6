/**
 * Archives of images in both directions: {@link dev.drayage.archive.ImageArchive} is planned, then read or written;
 * {@link dev.drayage.archive.ArchiveFile} opens one whatever its form, and {@link dev.drayage.tar.ArchiveContent}
 * reads the blobs of a tar that stays packed.
 */
@NullMarked
package dev.drayage.archive;

import org.jspecify.annotations.NullMarked;
