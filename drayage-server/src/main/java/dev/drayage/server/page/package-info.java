/** The web page of a registry: repositories, images, layers and the files in them, for people. */
@NullMarked
package dev.drayage.server.page;

import org.jspecify.annotations.NullMarked;
