/// What the command does before anything else starts; nothing to call.
