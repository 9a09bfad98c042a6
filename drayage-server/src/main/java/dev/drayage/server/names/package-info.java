/** What images are called in the addresses of a registry, whatever their places call them. */
@NullMarked
package dev.drayage.server.names;

import org.jspecify.annotations.NullMarked;
