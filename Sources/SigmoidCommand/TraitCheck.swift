#if !Command
  #error("build the command and its server with --traits Command, as make build does")
#endif
