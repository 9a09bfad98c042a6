/** A registry that serves places: started, asked for its address, and stopped. */
@NullMarked
package dev.drayage.server;

import org.jspecify.annotations.NullMarked;
