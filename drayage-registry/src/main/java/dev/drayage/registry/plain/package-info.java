/**
 * HTTP/1.1 in the clear, for registries on this machine or in a network of one's own: bytes go from the socket straight
 * into the buffers of whoever reads, and the other way round.
 */
@NullMarked
package dev.drayage.registry.plain;

import org.jspecify.annotations.NullMarked;
