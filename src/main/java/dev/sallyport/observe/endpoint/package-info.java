/** What the gate tells of itself over HTTP. It makes the metrics; of their library only {@code observe.otlp} knows besides. */
@NullMarked
package dev.sallyport.observe.endpoint;

import org.jspecify.annotations.NullMarked;
