/** What is seen of a server while it runs: health, metrics, a log of requests, and what a service manager is told. */
@NullMarked
package dev.drayage.server.observe;

import org.jspecify.annotations.NullMarked;
