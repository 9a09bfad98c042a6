/**
 * Unix domain sockets of the JDK in the shape that gRPC's transport takes: {@link java.net.Socket} and
 * {@link java.net.ServerSocket}. No native library is needed.
 */
@NullMarked
package dev.drayage.containerd.socket;

import org.jspecify.annotations.NullMarked;
