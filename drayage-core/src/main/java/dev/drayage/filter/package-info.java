/** containerd's filters, by which a list of images is cut down. */
@NullMarked
package dev.drayage.filter;

import org.jspecify.annotations.NullMarked;
