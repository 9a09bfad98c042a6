/**
 * The client's side of HTTP/2 on a Unix domain socket, as much of it as gRPC needs. It begins at once, which the
 * transports of gRPC's libraries do not, and moves content with one copy between the socket and its reader. What that buys is in {@code docs/decisions/http2.md}.
 */
@NullMarked
package dev.drayage.containerd.http2;

import org.jspecify.annotations.NullMarked;
