/** Requests and responses, and the HTTP server library behind them, which nothing else knows. */
@NullMarked
package dev.drayage.server.http;

import org.jspecify.annotations.NullMarked;
