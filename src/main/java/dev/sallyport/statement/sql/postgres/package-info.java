/** PostgreSQL: its own grammar, and what statements mean. */
@NullMarked
package dev.sallyport.statement.sql.postgres;

import org.jspecify.annotations.NullMarked;
