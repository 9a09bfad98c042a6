/** The manual: a page for each command, for man and for the site, and what shells complete by. */
@NullMarked
package dev.drayage.packaging.manual;

import org.jspecify.annotations.NullMarked;
