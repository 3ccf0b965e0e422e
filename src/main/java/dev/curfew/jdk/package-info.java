/**
 * Contexts for two APIs of the JDK that block: {@link dev.curfew.jdk.ContextHttp} sends requests with
 * {@link java.net.http.HttpClient}, and {@link dev.curfew.jdk.ContextJdbc} runs statements of {@link java.sql}. The end
 * of a context cuts the exchange, or cancels the statement.
 *
 * <p>A module that uses {@code ContextHttp} requires {@code java.net.http}, and one that uses {@code ContextJdbc} requires
 * {@code java.sql}. Without that its code compiles, and fails at run time with a {@link NoClassDefFoundError}. The rest of
 * the library needs neither.
 */
@NullMarked
package dev.curfew.jdk;

import org.jspecify.annotations.NullMarked;
