/** What the gate tells of itself, sent to a collector by OpenTelemetry's protocol; the only package that knows its library. */
@NullMarked
package dev.sallyport.observe.otlp;

import org.jspecify.annotations.NullMarked;
