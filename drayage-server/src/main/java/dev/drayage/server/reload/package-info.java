/** What is read from files, and again when they change. */
@NullMarked
package dev.drayage.server.reload;

import org.jspecify.annotations.NullMarked;
