/** What a server proves with who it is. */
@NullMarked
package dev.drayage.server.tls;

import org.jspecify.annotations.NullMarked;
