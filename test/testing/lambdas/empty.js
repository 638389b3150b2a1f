// A file without a lambda.
