/** Writes the site: the pages of {@code docs/}, the manuals and the Javadoc under one index. */
@NullMarked
package dev.drayage.site;

import org.jspecify.annotations.NullMarked;
