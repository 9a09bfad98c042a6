package dev.drayage.containerd.http2;

/**
 * A header of a request or a response.
 *
 * @param name in lower case; pseudo-headers begin with a colon
 * @param value characters of a byte each
 */
public record Header(String name, String value) {}
