/** Archives of images to be downloaded, which are never written anywhere before. */
@NullMarked
package dev.drayage.server.download;

import org.jspecify.annotations.NullMarked;
